"""The register of dogs (犬の原簿, 狂犬病予防法第4条第2項) and their tags (鑑札)."""

#: What the procedures that this room decides declare as their ``effect``.
REGISTER, DEATH, CHANGE = EFFECTS = ("dogs.register", "dogs.death", "dogs.change")
