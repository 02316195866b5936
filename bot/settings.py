"""The settings, read once from the environment and `tovholder.toml`, frozen and passed in."""
