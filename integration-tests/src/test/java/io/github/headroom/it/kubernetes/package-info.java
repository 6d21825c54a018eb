/** A real kubelet, and a real cluster of one node, with the agent in their pods. */
package io.github.headroom.it.kubernetes;
