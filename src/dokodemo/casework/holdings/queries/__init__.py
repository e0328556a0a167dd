"""Every read of this room, limited to what is the actor's business."""
