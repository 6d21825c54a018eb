/** The real parts the tests put together: JVMs, cgroups, backends and receivers, each closeable. */
package io.github.headroom.it.parts;
