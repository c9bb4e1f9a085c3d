"""The place where papers that the library has twice stand side by side."""
