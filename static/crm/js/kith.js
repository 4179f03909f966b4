// Everything that moves on a page. Without it every page works as plain links and forms.
import "./feedback.js";
import "./focus.js";
import "./forms.js";
import "./dialogs.js";
import "./selection.js";
import "./combobox.js";
import "./palette.js";
import "./shortcuts.js";
