"""Every read of this room, already limited to what the actor may see; plain dataclasses."""
