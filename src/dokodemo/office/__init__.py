"""The zone of all staff (LGWAN接続系): cases without My Number, and who works where."""
