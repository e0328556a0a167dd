"""A room for the tests of real processes: writes down what reached it, in the inbox's transaction."""
