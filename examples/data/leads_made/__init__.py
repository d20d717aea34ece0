"""The parts of generate_leads.py."""
