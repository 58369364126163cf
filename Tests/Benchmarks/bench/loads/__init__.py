"""What makes load: each module runs one program and returns its figures by name."""
