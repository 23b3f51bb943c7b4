/** How the engine's types become bytes: for the journal, for snapshots, and between nodes. What is stored has manifests and golden files of its own. */
@NullMarked
package parley.engine.serialization;

import org.jspecify.annotations.NullMarked;
