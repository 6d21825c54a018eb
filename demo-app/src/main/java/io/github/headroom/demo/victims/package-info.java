/** Programs that are killed by the kernel, each in its own way, and some that are not. */
package io.github.headroom.demo.victims;
