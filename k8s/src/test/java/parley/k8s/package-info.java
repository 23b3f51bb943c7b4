/** Holds what is deployed, and what is written about it, against the server's configuration. */
@NullMarked
package parley.k8s;

import org.jspecify.annotations.NullMarked;
