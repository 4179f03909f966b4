"""The demo company: Harbour Light, its people, and whom they know. All of it is made up."""
