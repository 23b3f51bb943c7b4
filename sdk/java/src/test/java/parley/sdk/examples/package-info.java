/** How programs with the SDK look. */
package parley.sdk.examples;
