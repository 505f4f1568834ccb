// The small scripts of the pages: htmx with server-sent events, keys, and what counts seconds.
// Every page works without them; nothing here knows a price, a promise or a verdict.
import "htmx.org";
import "htmx-ext-sse";
import { startKeys } from "./keys";
import { startLive } from "./live";
import { startMenus } from "./menu";
import { startPalette } from "./palette";
import { startPanel } from "./panel";
import { startPrint } from "./print";
import { startQueue } from "./queue";
import { startPresence } from "./presence";
import { startTime } from "./time";

startTime();
startQueue();
startKeys();
startLive();
startPanel();
startPalette();
startMenus();
startPresence();
startPrint();
