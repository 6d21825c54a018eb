/** The agent is a guest: what the application and its JVM must not notice of it. */
package io.github.headroom.it.manners;
