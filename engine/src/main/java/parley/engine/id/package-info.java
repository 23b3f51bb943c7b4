/** Typed ids. Each carries its tenant, so an id of one tenant can never name a thing of another. */
@NullMarked
package parley.engine.id;

import org.jspecify.annotations.NullMarked;
