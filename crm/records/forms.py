"""Forms."""
from django.forms.renderers import TemplatesSetting
class Renderer(TemplatesSetting):
    pass
