/** The driver by which the conformance suite (sdk/conformance) asks this SDK, and the rules that are broken on purpose. */
package parley.sdk.conformance;
