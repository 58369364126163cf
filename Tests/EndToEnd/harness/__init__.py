"""What the end-to-end tests share: the server under test, origins, clients, publishers."""
