/** The entry's two classes, as the jar's manifest names them. */
package io.github.headroom.agent;
