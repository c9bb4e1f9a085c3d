"""Models: the only user of llama.cpp. Runs in a child process, never in the window's."""
