/** The agent on other processors and with other sizes of a page, under emulation. */
package io.github.headroom.it.platforms;
