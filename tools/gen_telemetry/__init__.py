"""What tools/gen.py is made of."""
