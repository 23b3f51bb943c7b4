/** Local clusters as ./parley runs them: started, rolled, backed up, watched, loaded, broken. */
@NullMarked
package parley.system.local;

import org.jspecify.annotations.NullMarked;
