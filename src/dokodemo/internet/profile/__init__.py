"""What a resident keeps for the next application: answers by their meaning. The resident asks for it, sees it, changes it."""
