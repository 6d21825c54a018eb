/**
 * The classes that the application's class loader defines. They start the agent later and load the
 * rest of it apart from the application. This package depends on no other package of the agent.
 */
package io.github.headroom.agent.boot;
