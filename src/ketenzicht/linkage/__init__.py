"""Records of several registrations brought together by person."""
