// Every page works without this; each part makes one thing quicker.
import "@digdir/designsystemet-web/details";
import "@digdir/designsystemet-web/dialog";
import "@digdir/designsystemet-web/ds-error-summary";
import "@digdir/designsystemet-web/invokers";
import { watchCountdowns } from "./countdowns.js";
import { watchMenus } from "./menus.js";
import { watchNotices } from "./notices.js";
import { prepareQuantities, watchQuantities } from "./quantities.js";
import { prepareQuickEntry, watchQuickEntry } from "./quick-entry.js";
import { watchScanning } from "./scanning.js";
import { watchSignOut } from "./sign-out.js";
import { watchSpeaking } from "./speaking.js";
import { watchTableKeys } from "./table-keys.js";
import { watchUnsaved } from "./unsaved.js";

watchMenus();
watchQuantities();
// First of the two: Enter leads back to where one came from before it leads down the column.
watchQuickEntry();
watchScanning();
watchTableKeys();
watchSignOut();
watchSpeaking();
watchUnsaved();
watchNotices();
watchCountdowns();

// htmx puts new parts into the page; what has to be prepared is prepared there too.
document.addEventListener("htmx:load", (event) => prepareQuantities(event.target));
prepareQuantities(document);
prepareQuickEntry();
