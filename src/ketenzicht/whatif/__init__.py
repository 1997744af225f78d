"""A made-up chain that behaves like a real one: the model behind the demo."""
