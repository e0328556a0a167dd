"""The screens of an application, thin: they ask ``queries``, call ``actions`` and render."""
