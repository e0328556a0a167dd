"""The zone of the systems that use My Number (マイナンバー利用事務系)."""
