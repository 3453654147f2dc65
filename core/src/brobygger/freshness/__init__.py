"""Whether profiles still fit: those in charge are asked once a year."""
