/**
 * What a release is made of: the image, the jar with its bill of materials, the scripts that make
 * them.
 */
package io.github.headroom.it.release;
