"""What lets in those who should stay outside: origins, tokens, cookies, secrets, and text that clients send."""
