/**
 * Proof that the checker sees: bugs that a Java agent plants into the nodes of a test, and a run for each in which it is found.
 * The product knows nothing of it. Starting points: {@link parley.system.planted.PlantedBug}, {@link parley.system.planted.PlantedBugsIT}.
 */
@NullMarked
package parley.system.planted;

import org.jspecify.annotations.NullMarked;
