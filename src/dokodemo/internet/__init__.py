"""The zone of the residents (インターネット接続系): accounts, applications, inbox. It knows no case and no registry."""
