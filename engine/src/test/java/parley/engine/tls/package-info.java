/** What tests of TLS need. */
package parley.engine.tls;
