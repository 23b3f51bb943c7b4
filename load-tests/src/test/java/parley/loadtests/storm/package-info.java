/** Tests of the storm that need no cluster. */
package parley.loadtests.storm;
