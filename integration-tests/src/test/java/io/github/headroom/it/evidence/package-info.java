/**
 * What a scene left behind, a directory, and how it is judged: the agent's figures beside the
 * kernel's. Nothing here runs a scene; a directory can be judged again, later and elsewhere.
 */
package io.github.headroom.it.evidence;
