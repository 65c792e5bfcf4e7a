"""Keys in tokens (PKCS#11) and what their certificates say."""
