"""Who hears of what, feature by feature; `services.notifications` joins them in one table."""
