/**
 * Programs that are killed by the kernel, each in its own way, and some that are not. They run on
 * Java 8; README.md has the table of them.
 */
package io.github.headroom.demo.victims;
