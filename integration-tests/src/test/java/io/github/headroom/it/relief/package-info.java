/**
 * Lives that relief is to help, and lives in which it has nothing to do: docs/relief-measured.md.
 */
package io.github.headroom.it.relief;
