/** Both SDKs as programs, Java's and JavaScript's in Node: the conformance suite, the types, and the code in the documents. */
@NullMarked
package parley.system.sdk;

import org.jspecify.annotations.NullMarked;
