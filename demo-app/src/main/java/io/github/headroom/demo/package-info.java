/** A service that fills its container three ways, and a terminal view of what its agent sends. */
package io.github.headroom.demo;
