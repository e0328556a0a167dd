"""文書件名簿: every numbered document of a section, to be found, and to know until when it is kept."""
