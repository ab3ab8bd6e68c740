"""The truth: reads and writes of the HSDS-UK tables, and the categories that services are filed under."""
