/** What every module's classes keep to; each module has a test that applies these rules. */
package net.es.esmond.storage.architecture;
