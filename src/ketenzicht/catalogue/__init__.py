"""What is known elsewhere: studies by theme (*onderzoekscahier*), with what was and was not read of each."""
