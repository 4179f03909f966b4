// Starts the parts; each listens on the document, so that what htmx swaps in needs no binding of its own.
import "./combobox.js";
import "./dialogs.js";
import "./forms.js";
import "./messages.js";
import "./palette.js";
import "./selection.js";
import "./shortcuts.js";

document.documentElement.dataset.js = "on";
