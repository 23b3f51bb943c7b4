/** The lean driver without a server. */
package parley.loadtests.drive;
