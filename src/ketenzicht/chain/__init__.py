"""What a chain is: frozen nodes, loader, checks. Imports nothing of ours but the errors."""
