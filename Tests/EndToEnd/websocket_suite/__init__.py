"""A protocol suite for WebSockets: what a client sends, what it gets for it, and what the application sees."""
